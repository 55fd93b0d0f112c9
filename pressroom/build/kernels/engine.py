"""Our engine of papermill: ``papermill --engine pressroom in.ipynb out.ipynb``."""

from papermill.engines import Engine, papermill_engines

from pressroom.build.job import FORKED
from pressroom.build.kernels import alone, worker

HOOKS = ("on_cell_start", "on_cell_executed")


class ForkedEngine(Engine):
    """Runs the cells in the process of the worker that it finds itself in, else in a new one."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, execution_timeout=None, **options):
        """Run the notebook of `nb_man`.

        Parameters
        ----------
        nb_man : NotebookExecutionManager
            papermill's keeper of the notebook.
        kernel_name : str
            Not used: the cells are Python's.
        execution_timeout : float, optional
            Seconds that one cell may run.
        options : dict
            nbclient's hooks; papermill's other options for kernels have no meaning here.
        """
        hooks = {name: options[name] for name in HOOKS if name in options}
        seconds = float(execution_timeout or 0)
        if (present := worker.present()) is not None:
            present.run_cells(nb_man, seconds, **hooks)
        else:
            alone.run_cells(nb_man, seconds)


def register() -> None:
    """Have papermill know the engine, whatever the environment's entry points call it."""
    papermill_engines.register(FORKED, ForkedEngine)
