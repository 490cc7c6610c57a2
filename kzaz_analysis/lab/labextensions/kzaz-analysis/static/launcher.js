// A tile in JupyterLab's launcher that opens the start notebook.
// JupyterLab finds an extension as a container with `init` and `get`; one file needs no build.
"use strict";
(() => {
  let libraries;
  const library = async (name) => {
    const [copy] = Object.values(libraries[name]);
    return (await copy.get())();
  };
  const plugin = async () => {
    const { ILauncher } = await library("@jupyterlab/launcher");
    const { ServerConnection } = await library("@jupyterlab/services");
    const open = async (commands) => {
      const settings = ServerConnection.makeSettings();
      const address = settings.baseUrl + "kzaz/start";
      const answer = await ServerConnection.makeRequest(address, { method: "POST" }, settings);
      if (!answer.ok) throw new ServerConnection.ResponseError(answer);
      const { path } = await answer.json();
      return commands.execute("docmanager:open", { path, factory: "Notebook" });
    };
    const activate = (app, launcher) => {
      app.commands.addCommand("kzaz:start", {
        label: "Start: trade reports",
        caption: "Open the start notebook: pages, reports, recipes",
        execute: () => open(app.commands),
      });
      launcher.add({ command: "kzaz:start", category: "Notebook", rank: 0, kernelIconUrl: ICON });
    };
    return { id: "kzaz-analysis:launcher", autoStart: true, requires: [ILauncher], activate };
  };
  const ICON = "data:image/svg+xml," + encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="none" stroke="#00598c" ' +
    'stroke-width="5" d="M6 36 18 24l9 7L42 10"/></svg>');
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["kzaz-analysis"] = {
    init: (shared) => { libraries = shared; },
    get: async () => { const start = await plugin(); return () => ({ __esModule: true, default: start }); },
  };
})();
