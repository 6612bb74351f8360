package lab

import (
	"strconv"

	"k8s.io/client-go/tools/clientcmd/api"
)

// kubernetesFlags returns the flags of kube-apiserver.
func kubernetesFlags(ca *authority, port int) []string {
	return []string{
		"--bind-address=127.0.0.1",
		"--secure-port=" + strconv.Itoa(port),
		"--permit-port-sharing",
		"--tls-cert-file=" + ca.path("kube-apiserver", "crt"),
		"--tls-private-key-file=" + ca.path("kube-apiserver", "key"),
		"--client-ca-file=" + ca.path("ca", "crt"),
		"--requestheader-client-ca-file=" + ca.path("ca", "crt"),
		"--requestheader-allowed-names=front-proxy",
		"--requestheader-username-headers=X-Remote-User",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file=" + ca.path("front-proxy", "crt"),
		"--proxy-client-key-file=" + ca.path("front-proxy", "key"),
		"--service-account-issuer=https://calico-lab",
		"--service-account-key-file=" + ca.path("kube-apiserver", "key"),
		"--service-account-signing-key-file=" + ca.path("kube-apiserver", "key"),
		"--service-cluster-ip-range=10.96.0.0/16",
		"--authorization-mode=RBAC",
		"--disable-admission-plugins=ServiceAccount", // no controller creates the service accounts that it needs
	}
}

// calicoFlags returns the flags of calico-apiserver.
func calicoFlags(ca *authority, port int, kubeconfig string) []string {
	return []string{
		"apiserver",
		"--bind-address=127.0.0.1",
		"--secure-port=" + strconv.Itoa(port),
		"--permit-port-sharing",
		"--tls-cert-file=" + ca.path("calico-apiserver", "crt"),
		"--tls-private-key-file=" + ca.path("calico-apiserver", "key"),
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
	}
}

// kubeconfigFor returns a kubeconfig of the user who may do everything.
func kubeconfigFor(ca *authority, port int) api.Config {
	const name = "calico-lab"
	config := api.NewConfig()
	config.Clusters[name] = &api.Cluster{
		Server:               "https://" + loopback(port),
		CertificateAuthority: ca.path("ca", "crt"),
	}
	config.AuthInfos[name] = &api.AuthInfo{
		ClientCertificate: ca.path("admin", "crt"),
		ClientKey:         ca.path("admin", "key"),
	}
	config.Contexts[name] = &api.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	return *config
}
