import sys,time,tempfile,shutil
from pathlib import Path
from safetystats.datasets.intake.importing import import_file
W="/work/shared/data/world/"
for f in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as d:
        t=time.time(); r=import_file(f if "/" in f else W+f, Path(d)/"ds"); print("seconds",round(time.time()-t,2)); print("\n".join(r.lines()))
