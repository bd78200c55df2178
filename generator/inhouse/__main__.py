"""`python -m inhouse`."""

import sys

from inhouse.quick import main

if __name__ == "__main__":
    sys.exit(main())
