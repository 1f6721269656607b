#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys

from articles.zygote import start_early

# What the workers of a command will be asked for.
_WORK = {"import_articles": "interchange.preparing:read_file"}

if __name__ == "__main__":
    if (work := _WORK.get("".join(sys.argv[1:2]))) and not {"-h", "--help"} & set(sys.argv):
        # They load it while Django is loaded here.
        start_early(work)

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trendsite.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # The message is for whoever runs the site; a traceback would only bury it.
        sys.exit(f"{error}")
