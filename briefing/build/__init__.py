"""Building many editions: the order of the stages, the processes, and the folder of PDFs."""
