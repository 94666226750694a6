"""``python -m briefing`` is the ``briefing`` command."""

import sys

from briefing.cli.entry_point import main

if __name__ == "__main__":  # a worker's process looks at this file too
    sys.exit(main())
