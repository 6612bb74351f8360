import {
  to = calico_kube_controllers_configuration.default
  id = "default"
}
