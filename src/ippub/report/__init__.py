"""Reports: findings as text, JSON, SARIF, GitHub annotations, JUnit XML or Markdown. Pure functions."""
