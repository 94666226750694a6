"""The doors to the disk: each checks what it reads, and remembers that it was read."""
