"""What came before: past publications, what is open, where a figure comes from, what people should look at."""
