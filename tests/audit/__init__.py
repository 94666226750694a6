"""What `make audit` runs at full size: each module is a part."""
