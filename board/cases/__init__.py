"""A clinician's question about one patient, in versions that never change."""
