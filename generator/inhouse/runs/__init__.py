"""What happens around the targets of a command: which they are, in how many processes, what is noted of them."""
