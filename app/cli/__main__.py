"""`python -m app.cli`, for whoever has the project but not the command."""

from app.cli import main

if __name__ == "__main__":
    main()
