// Runs before the first paint, so that a chosen theme never flashes. Not a module on purpose.
(function () {
  try {
    var chosen = localStorage.getItem("scp2p.theme");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.theme = chosen;
    }
  } catch (e) {
    // Storage may be forbidden: the system's preference holds then.
  }
})();
