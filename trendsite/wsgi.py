"""Django as a WSGI application; `trendsite.asgi` runs it in its thread pool."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trendsite.settings")

application = get_wsgi_application()
