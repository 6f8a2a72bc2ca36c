"""``python -m safetystats`` is the command ``safetystats``."""

from safetystats.cli import main

if __name__ == "__main__":
    main()
