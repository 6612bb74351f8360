# Ingress rules of a policy, read from its manifest. An unknown key in the manifest is an error.
output "rules" {
  value = provider::calico::manifest_decode(<<-EOT
    apiVersion: projectcalico.org/v3
    kind: NetworkPolicy
    metadata: { namespace: shop, name: database }
    spec:
      selector: app == 'database'
      ingress:
        - { action: Allow, protocol: TCP, source: { selector: app == 'backend' }, destination: { ports: [5432] } }
  EOT
  ).ingress
}
