"""`python -m inhouse`."""

import sys

from inhouse.cli import main

sys.exit(main())
