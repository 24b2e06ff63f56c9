"""What the terminal can ask for: each module is a command, or a part of one."""
