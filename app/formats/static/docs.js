SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  // Highlighting a large answer would freeze the page for seconds.
  syntaxHighlight: false,
  validatorUrl: null,
});
