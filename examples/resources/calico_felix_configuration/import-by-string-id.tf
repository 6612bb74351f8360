import {
  to = calico_felix_configuration.default
  id = "default"
}
