// Copies a text at a press. Without the browser's clipboard the buttons stay hidden: a text can be
// marked and copied by hand.
const copied = document.querySelector("[data-copied]")

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
      copied.textContent = "Copied."
    })
  }
}
