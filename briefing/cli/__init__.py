"""The commands, a file each: ``describe`` says what they take, ``run`` does it."""
