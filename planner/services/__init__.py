"""Acts: whatever writes, one function and one transaction each."""
