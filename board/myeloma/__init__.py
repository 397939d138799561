"""What is known of the disease: values, rule files and pure functions, nothing else."""
