"""The command ``kzaz`` as ``python -m kzaz_analysis``."""

from kzaz_analysis.cli.main import main

if __name__ == "__main__":
    main()
