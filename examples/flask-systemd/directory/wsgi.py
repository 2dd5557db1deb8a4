"""What gunicorn serves: directory.wsgi:app"""

from . import create_app

app = create_app()
