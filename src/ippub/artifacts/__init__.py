"""The files of a submission: which they are, how they were judged, and the bytes of folder, archive and manifest."""
