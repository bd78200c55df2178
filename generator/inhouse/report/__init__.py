"""What came of targets, as values, and the ways to tell it: to people, to programs, to GitHub."""
