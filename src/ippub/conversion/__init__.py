"""OpenAPI 3.0 and 3.1, Swagger 2.0 and Postman collections -> the Swagger 2.0 that the platform accepts."""
