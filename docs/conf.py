"""Settings of Sphinx, which builds the documentation into site/ (make docs), without network."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "rewardsearch"
project_copyright = "the rewardsearch contributors, Apache-2.0"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "repository"]
exclude_patterns = ["*.py"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "rewardsearch"
html_show_sourcelink = False
html_copy_source = False
pygments_style = "friendly"

add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
maximum_signature_line_length = 90
napoleon_google_docstring = True
napoleon_numpy_docstring = False
