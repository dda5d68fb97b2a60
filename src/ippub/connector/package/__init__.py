"""The certification package of the 2025 process, its Package Deployer archive and its solutions, as typed views."""
