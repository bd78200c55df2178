"""One module for each command; `arguments` and `help` are what a command line shows of them."""
