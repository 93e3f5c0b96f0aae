(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let theme = "";
  try { theme = localStorage.getItem("lbpolicy-theme") || ""; } catch { /* a page without storage */ }
  const order = ["", "light", "dark"];
  const names = { "": "System", light: "Light", dark: "Dark" };
  if (!order.includes(theme)) theme = "";
  if (theme) root.dataset.theme = theme;
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("button.theme")) {
      const label = button.querySelector("span");
      const show = () => {
        if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
        label.textContent = names[theme];
        button.setAttribute("aria-label", "Colours: " + names[theme]);
      };
      button.addEventListener("click", () => {
        theme = order[(order.indexOf(theme) + 1) % order.length];
        try { localStorage.setItem("lbpolicy-theme", theme); } catch { /* it holds for this page only */ }
        show();
      });
      button.hidden = false;
      show();
    }
  });
})();
