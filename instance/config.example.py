"""Copy to config.py and fill in; config.py stays out of version control.

Every setting stands in the table of README.md. An environment variable PLANNER_<NAME> wins.
"""

SECRET_KEY = None  # python3 -c "import secrets; print(secrets.token_hex())"
PUBLIC_URL = "https://planner.example"  # where browsers and calendar programs reach the planner
# DATABASE_URL = "postgresql://planner@localhost/planner"
# TRUSTED_PROXIES = 1  # behind nginx or Apache
