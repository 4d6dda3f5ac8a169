// Shows the description of the JSON API with the copy of Swagger UI that this installation serves itself.
window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: "/api/description/openapi.json",
    dom_id: "#api",
    deepLinking: true,
    validatorUrl: null,
    supportedSubmitMethods: ["get"],
  });
});
