"""``python -m briefing`` is the ``briefing`` command."""

import sys

from briefing.start import main

sys.exit(main())
