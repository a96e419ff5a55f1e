// Leaves without a trace in the back button; without JavaScript the link still leaves.
document.getElementById("quick-exit")?.addEventListener("click", (event) => {
  event.preventDefault();
  window.location.replace(event.currentTarget.href);
});
