"""What targets were in git, what they are, and what changed from one to the other; and what git is given."""
