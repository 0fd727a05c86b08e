"""Run by Superset's own Python: brings its database up to date, makes its one user and imports the bundle.
One start for all, since each of Superset's commands takes ten seconds to begin. The password comes by stdin."""

import sys
from zipfile import ZipFile

from flask.cli import ScriptInfo
from superset.app import create_app
from superset.cli.main import superset


def main(bundle: str, user: str, password: str) -> None:
    app = create_app()
    person = ["--username", user, "--firstname", "Red", "--lastname", "CITE", "--email", f"{user}@red-cite.invalid"]
    for command in (["db", "upgrade"], ["init"], ["fab", "create-admin", *person, "--password", password]):
        superset.main(command, standalone_mode=False, obj=ScriptInfo(create_app=lambda *_: app))
    with app.app_context():
        # Superset's models want an app to be imported.
        from superset import security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.commands.importers.v1.utils import get_contents_from_bundle
        from superset.utils.core import override_user

        security_manager.reset_password(security_manager.find_user(user).id, password)
        with override_user(security_manager.find_user(user)), ZipFile(bundle) as opened:
            ImportAssetsCommand(get_contents_from_bundle(opened)).run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.stdin.read())
