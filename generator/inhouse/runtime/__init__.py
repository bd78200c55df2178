"""What every written package needs at run time; each module is copied into the packages that use it."""
