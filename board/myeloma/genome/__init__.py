"""What the laboratory found: its text read, genes, the panel."""
