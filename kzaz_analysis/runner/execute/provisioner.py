"""How jupyter_client gets a kernel that was forked, where it would start one."""

from __future__ import annotations

import os
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from kzaz_analysis.runner.execute import forked

if TYPE_CHECKING:
    import subprocess

    from jupyter_client.connect import KernelConnectionInfo

_NAME = "kzaz-forked"


class ForkedProvisioner(LocalProvisioner):
    """Gives the kernel that waits in this process its orders."""

    async def launch_kernel(
        self, cmd: list[str], **kwargs: Any
    ) -> KernelConnectionInfo:
        """Let the waiting kernel begin, in place of starting `cmd`."""
        waiting = forked.take()
        # It answers to all that is asked of a process here.
        self.process = cast("subprocess.Popen[bytes]", waiting)
        self.pid = self.pgid = waiting.pid
        self.cwd = kwargs["cwd"]
        orders = {
            "argv": cmd[2:],
            "cwd": str(self.cwd),
            "env": kwargs["env"] | {"JPY_PARENT_PID": str(os.getpid())},
            "log": kwargs["stdout"].name,
        }
        waiting.begin(orders)
        return self.connection_info


def register() -> dict[str, Any]:
    """Make the provisioner known; return the metadata of a kernel that asks for it."""
    provisioners = KernelProvisionerFactory.instance().provisioners
    group = KernelProvisionerFactory.GROUP_NAME
    value = f"{__name__}:{ForkedProvisioner.__name__}"
    provisioners[_NAME] = EntryPoint(name=_NAME, value=value, group=group)
    return {"kernel_provisioner": {"provisioner_name": _NAME}}
