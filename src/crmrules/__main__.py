"""`python -m crmrules` is the command `crmrules`."""

from crmrules.cli.main import run

if __name__ == "__main__":
    run()
