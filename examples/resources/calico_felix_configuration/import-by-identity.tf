import {
  to = calico_felix_configuration.default
  identity = {
    name = "default"
  }
}
