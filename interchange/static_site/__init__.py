"""The public site as files that any file server can serve: `build_site`.

snapshot    what the site shows, as rows            related     which articles are like which
outputs     every file, with a fingerprint          paths, redirects    where addresses lie among files
rendering   their bytes (cards)                     assets      media and static files that pages name
folder      what the build wrote, and the writing   building    all of it, by several processes (workers)
"""

from .building import BuildFailed, Built, build_site
from .folder import FolderRefused

__all__ = ["BuildFailed", "Built", "FolderRefused", "build_site"]
