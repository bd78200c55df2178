"""Runs a program and writes what it took: `python -I -S launcher.py DESCRIPTOR PROGRAM ARGUMENT…`.

A program's peak memory counts from before it starts, when it still is a copy of who starts it: so that has to be small.
"""

import os
import sys
import time

started = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
wall = time.perf_counter() - started
told = (os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)
os.write(int(sys.argv[1]), " ".join(map(str, told)).encode())
