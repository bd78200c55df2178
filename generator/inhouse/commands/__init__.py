"""What each command does: a target in, an outcome out. Printing it is a matter of its own."""
