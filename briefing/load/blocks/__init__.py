"""What each ``/// block`` becomes: its options checked, its head read, its data fetched."""
