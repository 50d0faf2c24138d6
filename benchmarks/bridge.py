"""LibreOffice's own loss of memory, with nothing of ours: ``/usr/bin/python3 benchmarks/bridge.py`` (python3-uno).

LibreOffice 7.4's Python bridge keeps 64 bytes each time a name is looked up in an object: 200.000 of them are 12,5 MB.
"""

import uno

manager = uno.getComponentContext().ServiceManager
for _ in range(6):
    with open("/proc/self/status") as status:
        print(status.read().partition("VmRSS:")[2].split()[0], "kB")
    for _ in range(200_000):
        manager.createInstance  # noqa: B018 - looked up, and not called
