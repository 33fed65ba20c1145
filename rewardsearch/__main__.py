"""``python -m rewardsearch``."""

import sys

from rewardsearch.cli import main

sys.exit(main())
