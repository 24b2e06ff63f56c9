"""What stands around every view: who asks, what frames a page, what becomes of an error."""
